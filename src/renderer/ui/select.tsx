import { Button as AriaButton } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox, type ComboBoxProps as AriaComboBoxProps } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { FieldLabel, FieldNotes } from './field.tsx';
import { Icon, type IconName } from './icon.tsx';
import './field.css';
import './list.css';

export interface Option<V extends string> {
  value: V;
  label: string;
  /** A second, fainter line. */
  detail?: string;
  icon?: IconName;
}

export interface SelectProps<V extends string> {
  label: string;
  labelHidden?: boolean;
  description?: string;
  options: readonly Option<V>[];
  value: V | null;
  onChange: (value: V) => void;
  placeholder?: string;
  isDisabled?: boolean;
  size?: 'normal' | 'small';
}

/** One of a few; for many, or for searching, use ComboBox. */
export function Select<V extends string>(props: SelectProps<V>) {
  const {
    label,
    labelHidden,
    description,
    options,
    value,
    onChange,
    placeholder = 'Choose…',
    isDisabled,
    size = 'normal',
  } = props;
  const choose = (key: unknown) => {
    const chosen = options.find(option => option.value === key);
    if (chosen !== undefined) onChange(chosen.value);
  };
  return (
    <AriaSelect className="ui-field" value={value} onChange={choose} placeholder={placeholder} isDisabled={isDisabled}>
      <FieldLabel text={label} hidden={labelHidden} />
      <AriaButton className="ui-select" data-size={size}>
        <SelectValue className="ui-select-value truncate">
          {({ selectedText, isPlaceholder }) => (isPlaceholder ? placeholder : selectedText)}
        </SelectValue>
        <Icon name="chevronDown" size={12} />
      </AriaButton>
      <FieldNotes description={description} />
      <Popover className="ui-popover ui-list-popover" offset={4}>
        <OptionList options={options} />
      </Popover>
    </AriaSelect>
  );
}

export interface ComboBoxProps<V extends string> extends Omit<
  AriaComboBoxProps<Option<V>>,
  'className' | 'children' | 'style' | 'items' | 'defaultItems' | 'value' | 'onChange' | 'onSelectionChange'
> {
  label: string;
  labelHidden?: boolean;
  options: readonly Option<V>[];
  /** Called with the chosen option's value; null when the field is emptied. */
  onChoose: (value: V | null) => void;
  placeholder?: string;
  /** Shown where the list has no match. */
  empty?: string;
}

/** A list to search in. With `onInputChange` the caller filters; without it the labels are filtered here. */
export function ComboBox<V extends string>(props: ComboBoxProps<V>) {
  const { label, labelHidden, options, onChoose, placeholder, empty = 'No match', ...rest } = props;
  const choose = (key: unknown) => onChoose(options.find(option => option.value === key)?.value ?? null);
  const items = rest.onInputChange === undefined ? { defaultItems: options } : { items: options };
  return (
    <AriaComboBox {...rest} {...items} className="ui-field" onChange={choose} menuTrigger="focus" allowsEmptyCollection>
      <FieldLabel text={label} hidden={labelHidden} />
      <div className="ui-combo">
        <Input className="ui-input" placeholder={placeholder} />
        <AriaButton className="ui-combo-button">
          <Icon name="chevronDown" size={12} />
        </AriaButton>
      </div>
      <Popover className="ui-popover ui-list-popover" offset={4}>
        <OptionList empty={empty} />
      </Popover>
    </AriaComboBox>
  );
}

function OptionList<V extends string>({ options, empty }: { options?: readonly Option<V>[]; empty?: string }) {
  return (
    <ListBox className="ui-list" items={options} renderEmptyState={() => <div className="ui-list-empty">{empty}</div>}>
      {(option: Option<V>) => (
        <ListBoxItem id={option.value} textValue={option.label} className="ui-list-item">
          {option.icon !== undefined && <Icon name={option.icon} size={14} />}
          <span className="ui-list-text">
            <Text slot="label" className="truncate">
              {option.label}
            </Text>
            {option.detail !== undefined && (
              <Text slot="description" className="ui-list-detail truncate">
                {option.detail}
              </Text>
            )}
          </span>
          <span className="ui-list-check">
            <Icon name="check" size={14} />
          </span>
        </ListBoxItem>
      )}
    </ListBox>
  );
}
