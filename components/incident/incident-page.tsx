import { Section } from "#components/dataset/section.tsx";
import { IncidentState } from "#components/incident/incident-state.tsx";
import { IncidentEvents } from "#components/incident/incident-story.tsx";
import { StepForms } from "#components/incident/step-forms.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import { formatDuration } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { IncidentStory } from "#lib/observe/incident-desk.ts";

export function IncidentPage({ story: { incident, events }, now }: { readonly story: IncidentStory; readonly now: Date }) {
  const { dataset, owner, promise, expected, observed, wentBadAt, detectedAt, resolvedAt, toDetect, toResolve } = incident;
  return (
    <Page
      trail={[{ title: "Incidents", href: href.incidents() }]}
      title={promise}
      lede={
        <>
          A broken promise of <TextLink href={href.dataset(dataset.name)}>{dataset.title}</TextLink>.
        </>
      }
    >
      <Section id="facts" title="What happened">
        <dl className="facts">
          <dt>State</dt>
          <dd>
            <IncidentState incident={incident} />
            {incident.isFlapping ? " It passes again and is held open until it has been quiet for an hour." : null}
          </dd>
          <dt>Promised</dt>
          <dd>{expected}</dd>
          <dt>Observed</dt>
          <dd>{observed}</dd>
          <dt>Broken since</dt>
          <dd>
            <When at={wentBadAt} now={now} />
            {incident.isApproximate ? ", or before that" : null}
          </dd>
          <dt>Found</dt>
          <dd>
            <When at={detectedAt} now={now} />, {formatDuration(toDetect)} after that
          </dd>
          {resolvedAt === null || toResolve === null ? null : (
            <>
              <dt>Resolved</dt>
              <dd>
                <When at={resolvedAt} now={now} />, broken for {formatDuration(toResolve)}
              </dd>
            </>
          )}
          {incident.reason === null ? null : (
            <>
              <dt>Closed by hand</dt>
              <dd>{incident.reason}</dd>
            </>
          )}
          <dt>Severity</dt>
          <dd>{incident.severity}</dd>
          <dt>Owner</dt>
          <dd>{owner === null ? "nobody" : <TextLink href={href.owner(owner.id)}>{owner.title}</TextLink>}</dd>
          <dt>Check</dt>
          <dd className="mono">{incident.check}</dd>
        </dl>
      </Section>
      <Section id="events" title="Events" sub="From the first to the last.">
        <IncidentEvents events={events} now={now} />
      </Section>
      {incident.canStep ? (
        <Section id="steps" title="What you can do">
          <StepForms incident={incident} />
        </Section>
      ) : null}
    </Page>
  );
}
