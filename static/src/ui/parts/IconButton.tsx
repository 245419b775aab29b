import type { ReactNode } from 'react';
import { Button, Tooltip, TooltipTrigger, type ButtonProps } from 'react-aria-components';

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** Its name, and what the tooltip shows. */
  readonly label: string;
  readonly shortcut?: string;
  readonly children: ReactNode;
  /** More in the tooltip than the name. */
  readonly tip?: ReactNode;
}

/** A button with a picture on it, whose name shows when one hovers over it or reaches it with the keyboard. */
export function IconButton({ label, shortcut, tip, children, className, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={100}>
      <Button aria-label={label} aria-keyshortcuts={shortcut} className={className ?? 'button icon plain'} {...rest}>{children}</Button>
      <Tooltip className="tooltip" offset={8}>
        {tip ?? label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
