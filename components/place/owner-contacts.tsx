import { Icon } from "#components/ui/icon.tsx";
import { isWebLink, mailLink } from "#components/ui/outside-link.ts";
import type { OwnerView } from "#lib/catalog/views.ts";

/** Ways to reach an owner, as list items. */
export function OwnerContacts({ owner: { slack, email, oncall } }: { readonly owner: OwnerView }) {
  return (
    <>
      {slack === null ? null : <li className="soft">{slack} on Slack</li>}
      {email === null ? null : (
        <li>
          <a href={mailLink(email)}>{email}</a>
        </li>
      )}
      {oncall === null ? null : <li>{isWebLink(oncall) ? <OnCallLink url={oncall} /> : `On call: ${oncall}`}</li>}
    </>
  );
}

function OnCallLink({ url }: { readonly url: string }) {
  return (
    <a href={url} rel="noreferrer" className="nowrap">
      On call <Icon name="external" size={12} />
    </a>
  );
}
