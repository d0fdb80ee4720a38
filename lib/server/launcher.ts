/** What the front tells the launcher that started it, over the channel between them. Without a launcher it says nothing. */
export type Message =
  | { readonly kind: "step"; readonly name: string; readonly ms: number }
  | { readonly kind: "ready"; readonly url: string; readonly adminTokenPath: string }
  | { readonly kind: "fatal"; readonly message: string };

/** Resolves when the message has left this process. */
export function tellLauncher(message: Message): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
}

/** Runs one step of the start and tells how long it took. */
export async function step<T>(name: string, run: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await run();
  await tellLauncher({ kind: "step", name, ms: Math.round(performance.now() - began) });
  return result;
}
