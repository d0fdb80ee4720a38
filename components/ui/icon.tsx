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
  History,
  type IconNode,
  Link2,
  Lock,
  Mail,
  Monitor,
  Moon,
  Pencil,
  Play,
  Plus,
  Rss,
  Search,
  SlidersHorizontal,
  Square,
  Sun,
  Table2,
  TriangleAlert,
  X,
} from "lucide";

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
  plus: Plus,
  pencil: Pencil,
  feed: Rss,
  run: Play,
  stop: Square,
  history: History,
  link: Link2,
  query: Table2,
} as const satisfies Record<string, IconNode>;

export type IconName = keyof typeof ICONS;

/** Decoration beside a word; it says nothing that the word does not say. `size` in CSS pixels. The drawings are data: no script. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      {ICONS[name].map(([Tag, attributes]) => (
        <Tag key={JSON.stringify(attributes)} {...attributes} />
      ))}
    </svg>
  );
}
