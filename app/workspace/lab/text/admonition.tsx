import { CircleAlert, Info, Lightbulb, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const KINDS = {
  note: { Icon: Info, title: "Note" },
  tip: { Icon: Lightbulb, title: "Tip" },
  important: { Icon: CircleAlert, title: "Important" },
  warning: { Icon: TriangleAlert, title: "Warning" },
  caution: { Icon: OctagonAlert, title: "Caution" },
} as const;

/** A box beside the text. */
export function Admonition({
  kind,
  title,
  children,
}: {
  kind: keyof typeof KINDS;
  title?: string | undefined;
  children?: ReactNode;
}) {
  const { Icon, title: usual } = KINDS[kind];
  const heading = title ?? usual;
  return (
    <div role="note" aria-label={heading} className="lab-box" data-kind={kind}>
      <p className="lab-box-title">
        <Icon size={15} aria-hidden />
        {heading}
      </p>
      {children}
    </div>
  );
}
