import { HomePage } from "#components/home/home-page.tsx";
import { homePage } from "#lib/server/data.ts";

export default async function Page() {
  return <HomePage home={await homePage()} now={new Date()} />;
}
