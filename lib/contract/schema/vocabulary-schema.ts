import { z } from "zod";
import { labels, secretOf, section, words } from "#lib/contract/schema/words.ts";

const docs = z.string().optional().meta({ description: "An .mdx file beside this one." });

export const term = z
  .union([
    z.string(),
    section({
      title: words.optional().meta({ description: "For people; otherwise made from the slug." }),
      definition: words.meta({ description: "What it means, in one sentence." }),
      synonyms: labels.optional().meta({ description: "Other words for it. Search finds them, too.", examples: [["attrition"]] }),
      owner: z.string().optional().meta({ description: "Who decides what it means." }),
      related: labels.optional().meta({ description: "Slugs of other terms." }),
      docs,
    }),
  ])
  .meta({ id: "term", description: "A business term, or just its definition." });

const email = z.string().regex(/^[^\s@<>"',;:]+@[^\s@<>"',;:]+$/);
const alert = z.union([
  section({ slack: secretOf("TOUCHSTONE_ALERT_").meta({ description: "A Slack webhook." }) }),
  section({ webhook: secretOf("TOUCHSTONE_ALERT_").meta({ description: "A webhook of your own." }) }),
  section({ email: email.meta({ description: "An e-mail address." }) }),
]);

export const owner = section({
  title: words.optional().meta({ description: "For people; otherwise made from the id." }),
  description: words.optional().meta({ description: "What the team does." }),
  slack: z
    .string()
    .optional()
    .meta({ description: "The channel, shown on pages.", examples: ["#data-science"] }),
  email: email.optional().meta({ description: "The address, shown on pages." }),
  oncall: z.string().optional().meta({ description: "Where the person on call is found." }),
  members: labels.optional().meta({ description: "E-mail addresses of those who belong to it." }),
  alerts: z.array(alert).optional().meta({ description: "Who is told when a promise breaks." }),
}).meta({ id: "owner", description: "A team or a person." });

export const domain = z
  .union([
    z.string(),
    z.null(),
    section({
      title: words.optional().meta({ description: "For people; otherwise made from the id." }),
      description: words.optional().meta({ description: "What belongs to it." }),
      owner: z.string().optional().meta({ description: "Who answers for it." }),
      docs,
    }),
  ])
  .meta({ id: "domain", description: "A part of the business, or just its title." });

export const metric = section({
  title: words.optional().meta({ description: "For people; otherwise made from the name." }),
  description: words.optional().meta({ description: "What it says." }),
  dataset: z.string().meta({ description: "The dataset that it is measured over." }),
  measure: words.meta({ description: "The expression.", examples: ["sum(total)"] }),
  where: words.optional().meta({ description: "Only rows for which this expression holds." }),
  time: z.string().optional().meta({ description: "The column that tells when." }),
  dimensions: labels.optional().meta({ description: "The columns by which it may be split.", examples: [["shop", "country"]] }),
  term: z.string().optional().meta({ description: "The term of the glossary that it measures." }),
}).meta({ id: "metric", description: "A measure over a dataset." });
