"use client";
import { FileArchive } from "lucide-react";
import { type DragEvent, type FormEvent, useId, useRef, useState } from "react";
import type { ImportFromGit } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";

function Archive({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <section
      aria-label="An archive"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex flex-col items-center justify-center gap-2 rounded-lg border border-dashed p-6 text-center transition-colors duration-100 ${over ? "border-accent bg-raised" : "border-line bg-surface"}`}
    >
      <FileArchive size={24} aria-hidden className="text-muted" />
      <p className="font-medium">Drop an archive here</p>
      <Button look="primary" className="!min-h-9 !px-3" onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <p className="text-[13px] text-muted">zip, tar or tar.gz, at most 20 MiB</p>
      <input
        ref={input}
        type="file"
        aria-label="Archive"
        accept=".zip,.tar,.tgz,.gz"
        hidden
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file can be chosen again after it was mended.
          target.value = "";
          if (file) onFile(file);
        }}
      />
    </section>
  );
}

const FIELD = "h-9 w-full rounded-md border border-line bg-surface px-2 placeholder:text-muted";

function Repository({ onAddress }: { onAddress: (address: ImportFromGit) => void }) {
  const id = useId();
  const [url, setUrl] = useState("");
  const [ref, setRef] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (url.trim() === "") return;
    onAddress({ url: url.trim(), ...(ref.trim() === "" ? {} : { ref: ref.trim() }) });
  };
  return (
    <form
      aria-label="A Git repository"
      onSubmit={submit}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <div>
        <label htmlFor={`${id}-url`} className="mb-1 block font-medium">
          Address of a Git repository
        </label>
        <input
          id={`${id}-url`}
          value={url}
          maxLength={2000}
          onChange={(event) => setUrl(event.target.value)}
          placeholder="https://…"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={FIELD}
        />
      </div>
      <div>
        <label htmlFor={`${id}-ref`} className="mb-1 block font-medium">
          Branch, tag or commit
        </label>
        <input
          id={`${id}-ref`}
          value={ref}
          maxLength={200}
          onChange={(event) => setRef(event.target.value)}
          placeholder="the default branch"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={FIELD}
        />
      </div>
      <div className="mt-auto flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" className="!min-h-9 !px-3" disabled={url.trim() === ""}>
          Fetch
        </Button>
        <p className="flex-1 text-[13px] text-muted">It must be public.</p>
      </div>
    </form>
  );
}

/** The two ways in: a file, chosen or dropped, and an address. */
export function ChooseSource({
  onFile,
  onAddress,
}: {
  onFile: (file: File) => void;
  onAddress: (address: ImportFromGit) => void;
}) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Archive onFile={onFile} />
      <Repository onAddress={onAddress} />
    </div>
  );
}
