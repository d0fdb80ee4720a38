import type { ReactNode } from "react";
import type { QueryProblem } from "#components/console/query-answer.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** Below a problem: what else can be done about it, its code and the request. */
export function ProblemFoot({ code, requestId, children }: Pick<QueryProblem, "code" | "requestId"> & { readonly children?: ReactNode }) {
  return (
    <p className="notice-foot">
      {children}
      {code === "" ? null : (
        <TextLink href={href.error(code)} className="mono">
          {code}
        </TextLink>
      )}
      {requestId === null ? null : (
        <span>
          Request <code>{requestId}</code>
        </span>
      )}
    </p>
  );
}
