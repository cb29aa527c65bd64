import { TextInput, type TextInputProps } from '@mantine/core';

interface NameFieldProps extends Omit<TextInputProps, 'onChange'> {
  onChange: (name: string) => void;
}

/** A field for the name of an account or an organization: no word of a language, and nothing that browsers fill in. */
export function NameField({ onChange, ...field }: NameFieldProps) {
  return (
    <TextInput
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      maxLength={255}
      required
      {...field}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
