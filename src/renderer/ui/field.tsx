import type { ReactNode, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components/NumberField';
import {
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components/SearchField';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Icon } from './icon.tsx';
import './field.css';

interface FieldText {
  label: string;
  /** Keeps the label for screen readers and takes it off the page, where the surroundings already say it. */
  labelHidden?: boolean;
  description?: ReactNode;
  /** What is wrong with the value; shown when the field `isInvalid`. */
  error?: string;
}

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'children' | 'style'>, FieldText {
  placeholder?: string;
  /** How many lines it shows; more than one makes it a text area. */
  rows?: number;
  mono?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField({
  label,
  labelHidden,
  description,
  error,
  placeholder,
  rows = 1,
  mono,
  inputRef,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField {...rest} isInvalid={rest.isInvalid ?? error !== undefined} className="ui-field">
      <FieldLabel text={label} hidden={labelHidden} />
      {rows > 1 ? (
        <TextArea className="ui-input" rows={rows} placeholder={placeholder} data-mono={mono || undefined} />
      ) : (
        <Input ref={inputRef} className="ui-input" placeholder={placeholder} data-mono={mono || undefined} />
      )}
      <FieldNotes description={description} error={error} />
    </AriaTextField>
  );
}

export interface NumberFieldProps extends Omit<AriaNumberFieldProps, 'className' | 'children' | 'style'>, FieldText {
  /** Written behind the number: "weeks". */
  unit?: string;
}

/** What is typed stays as it is, brought between the bounds; only the buttons and arrow keys go by steps. */
export function NumberField({ label, labelHidden, description, error, unit, ...rest }: NumberFieldProps) {
  const { minValue, maxValue, step = 1, onChange } = rest;
  const within = (value: number) => Math.min(maxValue ?? Infinity, Math.max(minValue ?? -Infinity, value));
  return (
    <AriaNumberField
      {...rest}
      minValue={stepsFrom(minValue, step)}
      onChange={value => onChange?.(within(value))}
      commitBehavior="validate"
      isInvalid={rest.isInvalid ?? error !== undefined}
      className="ui-field"
    >
      <FieldLabel text={label} hidden={labelHidden} />
      <Group className="ui-number">
        <Input className="ui-input" />
        {unit !== undefined && <span className="ui-number-unit">{unit}</span>}
        <AriaButton slot="decrement" className="ui-number-step">
          <Icon name="minus" size={12} />
        </AriaButton>
        <AriaButton slot="increment" className="ui-number-step">
          <Icon name="plus" size={12} />
        </AriaButton>
      </Group>
      <FieldNotes description={description} error={error} />
    </AriaNumberField>
  );
}

/** React Aria counts steps from the least value, so 20,000,000 would become 20,000,001 where that is 1: then it counts from 0. */
const stepsFrom = (least: number | undefined, step: number): number | undefined =>
  least !== undefined && least % step === 0 ? least : undefined;

export interface SearchFieldProps extends Omit<AriaSearchFieldProps, 'className' | 'children' | 'style'> {
  label: string;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
}

/** A search box without a visible label; Escape empties it. */
export function SearchField({ label, placeholder = label, inputRef, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} aria-label={label} className="ui-search">
      <Icon name="search" size={14} />
      <Input ref={inputRef} className="ui-search-input" placeholder={placeholder} />
      <AriaButton className="ui-search-clear">
        <Icon name="close" size={12} />
      </AriaButton>
    </AriaSearchField>
  );
}

export function FieldLabel({ text, hidden }: { text: string; hidden?: boolean }) {
  return <Label className={hidden ? 'visually-hidden' : 'ui-label'}>{text}</Label>;
}

export function FieldNotes({ description, error }: { description?: ReactNode; error?: string }) {
  return (
    <>
      {description !== undefined && (
        <Text slot="description" className="ui-field-note">
          {description}
        </Text>
      )}
      <FieldError className="ui-field-error">{error}</FieldError>
    </>
  );
}
