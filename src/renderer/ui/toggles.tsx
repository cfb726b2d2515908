import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components/Checkbox';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Slider as AriaSlider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components/Switch';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { Icon, type IconName } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';
import './toggles.css';

interface Labelled {
  children: ReactNode;
}

export function Switch({ children, ...rest }: Omit<AriaSwitchProps, 'className' | 'style' | 'children'> & Labelled) {
  return (
    <AriaSwitch {...rest} className="ui-switch">
      <span className="ui-switch-track" />
      {children}
    </AriaSwitch>
  );
}

export function Checkbox({
  children,
  ...rest
}: Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> & Partial<Labelled>) {
  return (
    <AriaCheckbox {...rest} className="ui-checkbox">
      {({ isIndeterminate }) => (
        <>
          <span className="ui-checkbox-box">
            <Icon name={isIndeterminate ? 'minus' : 'check'} size={12} />
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}

export interface ChoiceProps<V extends string> {
  label: string;
  options: readonly { value: V; label: string; icon?: IconName }[];
  value: V;
  onChange: (value: V) => void;
}

/** Two to five choices side by side, one of them on; icons alone where `iconsOnly`. */
export function Segmented<V extends string>({
  label,
  options,
  value,
  onChange,
  iconsOnly,
}: ChoiceProps<V> & { iconsOnly?: boolean }) {
  const choose = (keys: Set<unknown>) => {
    const chosen = options.find(option => keys.has(option.value));
    if (chosen !== undefined) onChange(chosen.value);
  };
  return (
    <ToggleButtonGroup
      className="ui-segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={choose}
    >
      {options.map(option => {
        const button = (
          <ToggleButton
            key={option.value}
            id={option.value}
            className="ui-segment"
            aria-label={iconsOnly ? option.label : undefined}
          >
            {option.icon !== undefined && <Icon name={option.icon} size={14} />}
            {!iconsOnly && option.label}
          </ToggleButton>
        );
        return iconsOnly ? (
          <Tooltip key={option.value} text={option.label}>
            {button}
          </Tooltip>
        ) : (
          button
        );
      })}
    </ToggleButtonGroup>
  );
}

/** A few choices that need a line of explanation each. */
export function RadioCards<V extends string>(props: {
  label: string;
  options: readonly { value: V; label: string; detail: string }[];
  value: V;
  onChange: (value: V) => void;
}) {
  const choose = (value: string) => {
    const chosen = props.options.find(option => option.value === value);
    if (chosen !== undefined) props.onChange(chosen.value);
  };
  return (
    <RadioGroup className="ui-radio-cards" aria-label={props.label} value={props.value} onChange={choose}>
      {props.options.map(option => (
        <Radio key={option.value} value={option.value} className="ui-radio-card">
          <span className="ui-radio-mark" />
          <span className="ui-radio-text">
            <strong>{option.label}</strong>
            <span className="faint">{option.detail}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

export interface SliderProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
  /** How the value is written beside the label. */
  format?: (value: number) => string;
  isDisabled?: boolean;
}

export function Slider({
  label,
  value,
  onChange,
  min = 0,
  max = 1,
  step = 0.05,
  format = String,
  isDisabled,
}: SliderProps) {
  const share = ((value - min) / (max - min)) * 100;
  return (
    <AriaSlider
      className="ui-slider"
      value={value}
      onChange={next => onChange(Array.isArray(next) ? (next[0] ?? min) : next)}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled}
    >
      <Label className="ui-slider-label truncate">{label}</Label>
      <output className="ui-slider-value number">{format(value)}</output>
      <SliderTrack className="ui-slider-track">
        <span className="ui-slider-fill" style={{ width: `${share}%` }} />
        <SliderThumb className="ui-slider-thumb" />
      </SliderTrack>
    </AriaSlider>
  );
}
