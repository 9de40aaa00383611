"use client";
import { Printer } from "lucide-react";
import Link from "next/link";
import { useParams, useSearchParams } from "next/navigation";
import { Suspense, useCallback } from "react";
import { LabSlug, Language } from "../../../../../runtime/protocol/index.ts";
import { labApi } from "../../../../client/lab-api.ts";
import { Button } from "../../../../ui/button.tsx";
import { buttonLook } from "../../../../ui/button-look.ts";
import { LabText } from "../../../../workspace/lab/text/lab-text.tsx";
import { IN_PRINT, LabTextContext } from "../../../../workspace/lab/text/text-actions.ts";
import { LoadNotice } from "../../load-notice.tsx";
import { noSuchThing, useLoaded } from "../../use-loaded.ts";

function PrintedLab() {
  const slug = LabSlug.safeParse(useParams<{ slug: string }>().slug).data ?? null;
  const language = Language.safeParse(useSearchParams().get("language")).data ?? null;
  const load = useCallback(
    () => (slug === null ? noSuchThing() : labApi.print(slug, language)),
    [slug, language],
  );
  const loaded = useLoaded(load);
  if (!loaded.data) return <LoadNotice loaded={loaded} what="lab" />;
  const { title, summary, intro, steps } = loaded.data;
  return (
    <LabTextContext value={IN_PRINT}>
      <title>{`${title} · Slipway`}</title>
      <div className="mb-6 flex gap-2 print:hidden">
        <Button look="primary" onClick={() => window.print()}>
          <Printer size={15} aria-hidden /> Print
        </Button>
        <Link
          href={`/labs/${slug}${language ? `?language=${language}` : ""}`}
          prefetch={false}
          className={buttonLook("plain")}
        >
          Back to the lab
        </Link>
      </div>
      <article lang={language ?? undefined}>
        <h1 className="font-semibold text-2xl leading-8">{title}</h1>
        <p className="mt-1 mb-6 text-base text-muted">{summary}</p>
        <LabText text={intro} />
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a lab stand in their order
          <section key={at} className="mt-8">
            <h2 className="mb-3 break-after-avoid border-line border-b pb-1 font-semibold text-xl leading-7">
              {at + 1}. {step.title}
            </h2>
            <LabText text={step.text} />
          </section>
        ))}
      </article>
    </LabTextContext>
  );
}

/** All of a lab on one page, with nothing around it. */
export default function PrintPage() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-[50rem] flex-col bg-surface px-6 py-6 print:p-0">
      <Suspense>
        <PrintedLab />
      </Suspense>
    </main>
  );
}
