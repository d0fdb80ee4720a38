"use client";

import { Failure } from "#components/site/failure.client.tsx";
import "./globals.css";

/** When even the frame of the page could not be made. */
export default function GlobalError(props: Parameters<typeof Failure>[0]) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Touchstone</title>
        <Failure {...props} />
      </body>
    </html>
  );
}
