import type { ReactNode } from "react";

const Key = ({ children }: { children: string }) => <span className="text-accent">{children}</span>;
const Prompt = () => (
  <>
    <span className="font-semibold text-good">node1</span>:<span className="text-accent">~</span>#{" "}
  </>
);

function Pane({
  title,
  className = "",
  children,
}: {
  title: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={`min-w-0 bg-surface ${className}`}>
      <div className="border-line border-b bg-page px-3 py-1.5 font-sans">{title}</div>
      {children}
    </div>
  );
}

const CODE =
  "overflow-hidden whitespace-pre [font-variant-ligatures:none] px-3 py-2 font-mono leading-[18px]";

/** A session drawn in the page's own colours: what Start leads to, with output as the engine really prints it. */
export function SessionSketch() {
  return (
    <figure>
      <div
        role="img"
        aria-label="Drawing of a session: a Dockerfile in the editor, its build and run in the terminal below, and the served page in a preview beside."
        className="overflow-hidden rounded-lg border border-line bg-line text-[12px] shadow-sm"
      >
        <div className="flex items-center gap-3 border-line border-b bg-page px-3 py-2 font-sans">
          <span className="inline-flex items-center gap-1.5 rounded border border-line bg-surface px-2 py-0.5">
            <span className="state-dot bg-good" />
            node1
          </span>
          <span className="rounded border border-line bg-surface px-2 py-0.5 font-mono text-accent">
            8080
          </span>
          <span className="ml-auto text-muted">59 min left</span>
        </div>
        <div className="grid gap-px sm:grid-cols-[5fr_3fr]">
          <Pane title="Dockerfile">
            <div className={CODE}>
              <Key>FROM</Key>
              {" nginx\n"}
              <Key>COPY</Key>
              {" index.html /usr/share/nginx/html/\n"}
              <Key>EXPOSE</Key>
              {" 80"}
            </div>
          </Pane>
          <Pane title="Preview" className="max-sm:hidden sm:row-span-2">
            <div className="border-line border-b px-3 py-1.5 font-mono text-muted">node1:8080 /</div>
            <div className="p-4 font-sans">
              <p className="font-semibold text-lg">Hello, class!</p>
              <p className="mt-1 text-muted">Served by the container that was built on the left.</p>
            </div>
          </Pane>
          <Pane title="Terminal 1">
            <div className={`${CODE} min-h-44`}>
              <Prompt />
              {"docker build -t hello .\n"}
              <span className="text-muted">
                {
                  " => [1/2] FROM docker.io/library/nginx\n => [2/2] COPY index.html /usr/sha…\n => exporting to image\n"
                }
              </span>
              <Prompt />
              {"docker run -d -p 8080:80 hello\n"}
              <span className="text-muted">{"5a197494cc1c0b803d4d6c10b7111188…\n"}</span>
              <Prompt />
              <span className="inline-block h-3.5 w-1.5 bg-accent align-text-bottom" />
            </div>
          </Pane>
        </div>
      </div>
      <figcaption className="mt-2 text-[13px] text-muted">
        A session: the file you write, the engine that runs it, and what it serves.
      </figcaption>
    </figure>
  );
}
