"use client";
import { useParams, useSearchParams } from "next/navigation";
import { Suspense, useCallback } from "react";
import { LabSlug, Language } from "../../../../runtime/protocol/index.ts";
import { labApi } from "../../../client/lab-api.ts";
import { LabFrame } from "../lab-frame.tsx";
import { LoadNotice } from "../load-notice.tsx";
import { noSuchThing, useLoaded } from "../use-loaded.ts";
import { LabOverview } from "./lab-overview.tsx";

function Lab() {
  const slug = LabSlug.safeParse(useParams<{ slug: string }>().slug).data ?? null;
  const language = Language.safeParse(useSearchParams().get("language")).data ?? null;
  const load = useCallback(
    () => (slug === null ? noSuchThing() : labApi.page(slug, language)),
    [slug, language],
  );
  const loaded = useLoaded(load);
  return loaded.data ? (
    <LabOverview lab={loaded.data} onChanged={loaded.reload} />
  ) : (
    <LoadNotice loaded={loaded} what="lab" />
  );
}

export default function LabPage() {
  return (
    <LabFrame>
      <Suspense>
        <Lab />
      </Suspense>
    </LabFrame>
  );
}
