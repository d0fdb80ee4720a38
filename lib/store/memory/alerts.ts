import type { AlertOutbox } from "#lib/store/alerts.ts";
import { momentOf, type Records, type StoredAlert } from "./records.ts";

export function memoryAlerts({ alerts }: Records): AlertOutbox {
  const change = (id: string, next: Partial<StoredAlert>) => {
    const alert = alerts.get(id);
    // The first delivery counts: a slow process may tell of one that another one made meanwhile.
    if (alert !== undefined && alert.deliveredAt === null) alerts.set(id, { ...alert, ...next });
  };
  return {
    take: async (now, leaseUntil, limit) => {
      const due = [...alerts.values()]
        .filter(({ dueAt }) => dueAt !== null && dueAt <= momentOf(now))
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
      return due.map((alert) => {
        change(alert.id, { attempts: alert.attempts + 1, dueAt: momentOf(leaseUntil) });
        const { dueAt: _, deliveredAt: __, problem: ___, ...message } = alert;
        return message;
      });
    },
    delivered: async (id, at) => change(id, { deliveredAt: at, dueAt: null, problem: null }),
    failed: async (id, problem, nextAt) => change(id, { problem, dueAt: nextAt === null ? null : momentOf(nextAt) }),
    ofIncident: async (incidentId) =>
      [...alerts.values()]
        .filter((alert) => alert.incidentId === incidentId)
        .sort((a, b) => momentOf(a.createdAt) - momentOf(b.createdAt) || (a.id < b.id ? -1 : 1))
        .map(({ body: _, dueAt: __, ...alert }) => alert),
  };
}
