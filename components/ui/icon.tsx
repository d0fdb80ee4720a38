import {
  Check,
  CircleCheck,
  CircleDashed,
  CircleX,
  CodeXml,
  Copy,
  Download,
  ExternalLink,
  EyeOff,
  Lock,
  type LucideIcon,
  Mail,
  Monitor,
  Moon,
  Search,
  SlidersHorizontal,
  Sun,
  TriangleAlert,
  X,
} from "lucide-react";

const ICONS = {
  ready: CircleCheck,
  risk: TriangleAlert,
  broken: CircleX,
  unknown: CircleDashed,
  copy: Copy,
  check: Check,
  search: Search,
  sun: Sun,
  moon: Moon,
  system: Monitor,
  download: Download,
  api: CodeXml,
  external: ExternalLink,
  lock: Lock,
  mail: Mail,
  hidden: EyeOff,
  filter: SlidersHorizontal,
  close: X,
} as const satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof ICONS;

/** Decoration beside a word; it says nothing that the word does not say. `size` in CSS pixels. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const Drawing = ICONS[name];
  return <Drawing className="icon" size={size} aria-hidden="true" />;
}
