import { PasswordInput } from '@mantine/core';
import { site } from '../../site';

interface NewPasswordProps {
  label?: string;
  name?: string;
  value?: string;
  onChange?: (value: string) => void;
}

/** The field for a password that is to be. */
export function NewPassword({ label = 'Password', name = 'password', value, onChange }: NewPasswordProps) {
  return (
    <PasswordInput
      label={label}
      name={name}
      description={`At least ${site.minPasswordLength} characters.`}
      autoComplete="new-password"
      minLength={site.minPasswordLength}
      maxLength={1000}
      required
      withAsterisk={false}
      {...(value !== undefined && { value })}
      {...(onChange && { onChange: (event) => onChange(event.currentTarget.value) })}
      visibilityToggleButtonProps={{ 'aria-label': `Show the ${label.toLowerCase()}` }}
    />
  );
}
