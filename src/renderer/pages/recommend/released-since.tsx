import { Select } from '../../ui/select.tsx';

interface Props {
  /** ISO date; null where it doesn't matter. */
  value: string | null;
  onChange: (value: string | null) => void;
}

const YEARS = 20;
const ANY = 'any';

/** Tracks that were released before a year are left out; so are those whose release is not known. */
export function ReleasedSince({ value, onChange }: Props) {
  const thisYear = new Date().getFullYear();
  const years = Array.from({ length: YEARS }, (_, back) => String(thisYear - back));
  return (
    <Select
      label="Released"
      value={value?.slice(0, 4) ?? ANY}
      onChange={year => onChange(year === ANY ? null : `${year}-01-01`)}
      options={[
        { value: ANY, label: 'At any time' },
        ...years.map(year => ({ value: year, label: `In ${year} or later` })),
      ]}
    />
  );
}
