import { Ticked } from "#components/docs/ticked.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import type { ChangeLevel, ContractChange } from "#lib/contract/change.ts";

const LEVELS = {
  breaking: { word: "Breaking", icon: "risk", style: "is-risk" },
  additive: { word: "Additive", icon: "plus", style: "is-plain" },
  editorial: { word: "Editorial", icon: "pencil", style: "is-plain" },
} as const satisfies Record<ChangeLevel, { word: string; icon: IconName; style: string }>;

/** Icon and word, never colour alone. */
export function Level({ level }: { readonly level: ChangeLevel }) {
  const { word, icon, style } = LEVELS[level];
  return (
    <span className={`state ${style}`}>
      <Icon name={icon} size={13} />
      {word}
    </span>
  );
}

/** One change as a sentence. Rewritten words can be compared. */
export function ChangeLine({ change }: { readonly change: ContractChange }) {
  const { level, kind, message, before, after } = change;
  const isText = kind === "description.changed" || kind === "column.described";
  return (
    <li>
      <Level level={level} />
      <div>
        <Ticked text={message} />
        {isText && typeof before === "string" && typeof after === "string" ? (
          <details className="more">
            <summary>Both texts</summary>
            <dl className="facts">
              <dt>Before</dt>
              <dd>{before}</dd>
              <dt>After</dt>
              <dd>{after}</dd>
            </dl>
          </details>
        ) : null}
      </div>
    </li>
  );
}
