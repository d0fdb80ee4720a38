import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { docComponents } from "#components/mdx/doc-components.tsx";
import { safeTree } from "#components/mdx/safe-tree.ts";
import type { Doc } from "#lib/contract/contract.ts";

/** What people wrote about a thing, as they wrote it. The tree was checked when it was read; here it is checked again. */
export function DocView({ doc }: { readonly doc: Doc }) {
  return (
    <div className="doc">
      {toJsxRuntime(safeTree(doc.tree), { Fragment, jsx, jsxs, components: docComponents, passNode: true, tableCellAlignToStyle: false })}
    </div>
  );
}
