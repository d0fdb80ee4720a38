/** `sales.customers.customer_id` → dataset `sales.customers`, column `customer_id`. */
export function splitReference(reference: string): { dataset: string; column: string | null } {
  const dot = reference.lastIndexOf(".");
  return dot < 0 ? { dataset: reference, column: null } : { dataset: reference.slice(0, dot), column: reference.slice(dot + 1) };
}
