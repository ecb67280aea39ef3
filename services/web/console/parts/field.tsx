import type { ComponentChildren } from "preact";

interface Named {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A sentence below the field. */
  hint?: ComponentChildren;
}
interface Input extends Named {
  type?: "text" | "number" | "date" | "datetime-local" | "search" | "password";
  required?: boolean;
  disabled?: boolean;
  pattern?: string;
  min?: number | string;
  max?: number | string;
  maxLength?: number;
  minLength?: number;
  size?: number;
  list?: string;
  placeholder?: string;
  /** A word beside the label, about the value. */
  note?: string;
  isWide?: boolean;
}

export function Field({ label, value, onChange, hint, note, isWide, type = "text", ...rest }: Input) {
  return (
    <label class={isWide ? "wide" : undefined}>
      <span>{label} {note && <small>{note}</small>}</span>
      <input
        {...rest}
        aria-label={hint || note !== undefined ? label : undefined}
        type={type as "text"}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {hint && <small>{hint}</small>}
    </label>
  );
}

export function Area({ label, value, onChange, hint, ...rest }: Named & {
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  rows?: number;
}) {
  return (
    <label>
      {label}
      <textarea {...rest} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
      {hint && <small>{hint}</small>}
    </label>
  );
}

export function Choice({ label, value, onChange, of }: Named & { of: readonly (readonly [string, string])[] }) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {of.map(([each, text]) => <option key={each} value={each}>{text}</option>)}
      </select>
    </label>
  );
}

export function Tick(
  { label, value, onChange }: { label: string; value: boolean; onChange: (value: boolean) => void },
) {
  return (
    <label class="tick">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.currentTarget.checked)} /> {label}
    </label>
  );
}
