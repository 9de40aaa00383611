"use client";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useState } from "react";
import { labApi } from "../../client/lab-api.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Notice } from "../../ui/notice.tsx";
import {
  type CatalogFilters,
  createCardSearch,
  filterCards,
  NO_FILTERS,
  readFilters,
  tagsOf,
  writeFilters,
} from "./catalog-filters.ts";
import { CoursePaths } from "./course-paths.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { importApi } from "./import/import-api.ts";
import { YourLabs } from "./import/your-labs.tsx";
import { LabCard } from "./lab-card.tsx";
import { LoadNotice } from "./load-notice.tsx";
import { useLoaded } from "./use-loaded.ts";

const loadAll = async () => {
  const [labs, courses, takesLabs] = await Promise.all([
    labApi.catalog(),
    labApi.courses(),
    importApi.mine().then(
      () => true,
      () => false,
    ),
  ]);
  return { labs, courses, takesLabs };
};

const bringLabs = (
  <Link href="/labs/import" prefetch={false} className={buttonLook("plain")}>
    Bring labs
  </Link>
);

/** All labs, found by words, level, topic and time; what is asked for stands in the address. */
export function Catalog() {
  const loaded = useLoaded(loadAll);
  const query = useSearchParams();
  const [filters, setFilters] = useState(() => readFilters(new URLSearchParams(query.toString())));
  useEffect(() => {
    // The router tells of an address later than it was written: only the newest counts, or letters typed meanwhile are lost.
    const told = writeFilters(readFilters(new URLSearchParams(query.toString())));
    const newest = readFilters(new URLSearchParams(window.location.search));
    if (told === writeFilters(newest)) setFilters(newest);
  }, [query]);
  const labs = loaded.data?.labs;
  const find = useMemo(() => createCardSearch(labs ?? []), [labs]);
  const change = useCallback((next: CatalogFilters) => {
    setFilters(next);
    // In the address at once, and not a place of its own for the Back button.
    window.history.replaceState(null, "", `/labs${writeFilters(next)}`);
  }, []);
  if (!loaded.data || !labs) return <LoadNotice loaded={loaded} what="page" />;
  const shown = filterCards(labs, filters, find);
  const filtered = writeFilters(filters) !== "";
  if (labs.length === 0)
    return (
      <Notice
        page
        title="No labs yet"
        text="Whoever runs this server can add some: a lab is a folder of Markdown. The page “Write a lab” of the documentation tells how."
      >
        {loaded.data.takesLabs && bringLabs}
      </Notice>
    );
  const yours = filtered ? [] : shown.filter(({ imported }) => imported);
  const house = filtered ? shown : shown.filter(({ imported }) => !imported);
  return (
    <>
      <div className="mb-6 flex items-center gap-3">
        <h1 className="flex-1 font-semibold text-2xl leading-8 tracking-tight">Labs</h1>
        {loaded.data.takesLabs && bringLabs}
      </div>
      <YourLabs labs={yours} />
      {!filtered && <CoursePaths courses={loaded.data.courses} />}
      <section aria-labelledby="all-labs">
        <h2 id="all-labs" className={filtered ? "sr-only" : "mb-3 font-semibold text-lg"}>
          All labs
        </h2>
        <FilterBar filters={filters} tags={tagsOf(labs)} onChange={change} />
        <p role="status" className="mt-3 mb-2 text-[13px] text-muted">
          {filtered
            ? `${shown.length} of ${labs.length} labs`
            : house.length === 1
              ? "1 lab"
              : `${house.length} labs`}
        </p>
        {shown.length > 0 ? (
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {house.map((lab) => (
              <LabCard key={lab.slug} lab={lab} />
            ))}
          </ul>
        ) : (
          <div className="flex py-12">
            <Notice title="No lab is like that" text="Try fewer words, or take a filter back.">
              <Button onClick={() => change(NO_FILTERS)}>Show all labs</Button>
            </Notice>
          </div>
        )}
      </section>
    </>
  );
}
