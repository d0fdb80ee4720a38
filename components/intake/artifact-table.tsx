import { State } from "#components/ui/state.tsx";
import { When } from "#components/ui/when.tsx";
import { formatBytes } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { ArtifactView } from "#lib/observe/intake-view.ts";

const STATES = {
  waiting: { state: "unknown", word: "Waiting" },
  done: { state: "ready", word: "Read" },
  failed: { state: "broken", word: "Not read" },
} as const;

export function ArtifactTable({ artifacts, now }: { readonly artifacts: readonly ArtifactView[]; readonly now: Date }) {
  return (
    <table className="list-table runs">
      <caption>Artifacts that were handed in</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">State</th>
          <th scope="col">Token</th>
          <th scope="col">Size</th>
          <th scope="col">Again</th>
        </tr>
      </thead>
      <tbody>
        {artifacts.map(({ id, tool, kind, tokenName, receivedAt, bytes, state, problem }) => (
          <tr key={id}>
            <th scope="row">
              <When at={receivedAt} now={now} />
            </th>
            <td>
              {tool} <span className="mono faint">{kind}</span>
            </td>
            <td data-label="State:">
              <State {...(state === "done" && problem !== null ? { state: "at-risk" as const, word: "Read in part" } : STATES[state])} />
              {problem === null ? null : <div className="soft small">{problem}</div>}
            </td>
            <td data-label="Token:">{tokenName}</td>
            <td className="nowrap">{formatBytes(bytes)}</td>
            <td>
              <form method="post" action={href.api.replayArtifact(id)}>
                <button type="submit" className="button" aria-label={`Read ${tool} ${kind} again`}>
                  Read again
                </button>
              </form>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
