import { COMMERCE } from "./commerce.ts";
import type { DemoDataset } from "./dataset.ts";
import { FINANCE } from "./finance.ts";
import { LOGISTICS } from "./logistics.ts";
import { MARKETING } from "./marketing.ts";
import { SUPPORT } from "./support.ts";

/** In the order of writing: what others point to comes first. The segmentation follows, see `write-segmentation.ts`. */
export const DATASETS: readonly DemoDataset[] = [...COMMERCE, ...MARKETING, ...LOGISTICS, ...FINANCE, ...SUPPORT];
