/** Names for columns as a header gives them: empty ones get their place, repeated ones a number. */
export function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const taken = new Set(names);
  return names.map((given, i) => {
    const name = given === '' ? `column_${i + 1}` : given;
    let times = (seen.get(name) ?? 0) + 1;
    if (times === 1 && !(given === '' && taken.has(name))) {
      seen.set(name, 1);
      taken.add(name);
      return name;
    }
    times = Math.max(times, 2);
    while (taken.has(`${name}_${times}`)) times += 1;
    seen.set(name, times);
    taken.add(`${name}_${times}`);
    return `${name}_${times}`;
  });
}
