import type { Metadata } from "next";
import { CodeIndex } from "#components/docs/code-index.tsx";

export const metadata: Metadata = { title: "Error codes" };

export default CodeIndex;
