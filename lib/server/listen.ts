import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "#lib/errors.ts";

/** Listens and answers with the URL of this server. */
export async function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = address !== null && typeof address === "object" ? (address satisfies AddressInfo).port : port;
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${["0.0.0.0", "[::]"].includes(name) ? "localhost" : name}:${taken}`;
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  switch (error.code) {
    case "EADDRINUSE":
      return new AppError(
        "TS-START-001",
        `Port ${port} is taken by another program: stop it, or choose another port with PORT=3001 npm start.`,
      );
    case "EACCES":
      return new AppError("TS-START-001", `Port ${port} needs rights that this user does not have: choose one above 1023 with PORT.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new AppError("TS-START-001", `${host} is not an address of this machine: set HOST to one, for example 127.0.0.1.`);
    default:
      return new AppError("TS-START-001", `Cannot listen on ${host}:${port} (${error.code ?? error.message}).`, { cause: error });
  }
}
