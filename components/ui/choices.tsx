import type { ReactNode } from "react";

interface ChoicesProps {
  /** Unique on the page. */
  readonly id: string;
  /** What is chosen, for those who hear the page. */
  readonly legend: string;
  readonly choices: readonly { readonly title: string; readonly content: ReactNode }[];
}

/** One of several, shown below the row of their names. Radio buttons and CSS: it needs no script, and the arrow keys walk it. */
export function Choices({ id, legend, choices }: ChoicesProps) {
  return (
    <fieldset className="choices">
      <legend className="sr">{legend}</legend>
      {choices.map(({ title }, index) => (
        <label key={title}>
          <input type="radio" name={id} defaultChecked={index === 0} />
          <span>{title}</span>
        </label>
      ))}
      {choices.map(({ title, content }) => (
        <div key={title} className="choice">
          {content}
        </div>
      ))}
    </fieldset>
  );
}
