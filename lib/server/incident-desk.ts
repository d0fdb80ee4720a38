import { v7 as newId } from "uuid";
import { IncidentDesk } from "#lib/observe/incident-desk.ts";
import type { Services } from "#lib/server/services.ts";

export function incidentDesk({ store, now }: Pick<Services, "store" | "now">): IncidentDesk {
  return new IncidentDesk({ store, newId: () => newId(), now });
}
