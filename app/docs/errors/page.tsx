import type { Metadata } from "next";
import { CodeIndex } from "#components/docs/code-index.tsx";

export const metadata: Metadata = { title: "Error codes", description: "Every error code of Touchstone: what it means and what to do." };

export default CodeIndex;
