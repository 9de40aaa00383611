"use client";
import { Search } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { LabLevel } from "../../../runtime/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { type CatalogFilters, NO_FILTERS, TIMES, type TimeFilter, writeFilters } from "./catalog-filters.ts";
import { LEVELS } from "./lab-facts.ts";

function Choice<Value extends string>({
  label,
  any,
  value,
  options,
  onChoose,
}: {
  label: string;
  /** What no choice is called. */
  any: string;
  value: Value | "";
  options: (readonly [Value, string])[];
  onChoose: (value: Value | "") => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChoose(event.target.value as Value | "")}
        className={`h-9 max-w-48 cursor-pointer rounded-md border bg-surface px-2 ${value === "" ? "border-line" : "border-accent"}`}
      >
        <option value="">{any}</option>
        {options.map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

const inText = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** Search and the three filters. The key / goes to the search. */
export function FilterBar({
  filters,
  tags,
  onChange,
}: {
  filters: CatalogFilters;
  tags: string[];
  onChange: (filters: CatalogFilters) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const change = (part: Partial<CatalogFilters>) => onChange({ ...filters, ...part });
  // A topic of a link that no lab has any more can still be seen, and taken back.
  const topics = filters.tag !== "" && !tags.includes(filters.tag) ? [filters.tag, ...tags] : tags;
  return (
    <search className="flex flex-wrap gap-2">
      <div className="relative min-w-56 flex-1 max-sm:w-full max-sm:flex-none">
        <Search size={16} aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 text-muted" />
        <input
          ref={input}
          type="search"
          aria-label="Search labs"
          aria-keyshortcuts="/"
          placeholder="Search labs"
          value={filters.search}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ search: event.target.value })}
          onKeyDown={(event) => event.key === "Escape" && change({ search: "" })}
          className="h-9 w-full rounded-md border border-line bg-surface pr-9 pl-8 placeholder:text-muted"
        />
        {filters.search === "" && (
          <kbd
            aria-hidden
            className="pointer-events-none absolute top-2 right-2.5 rounded border border-line px-1.5 font-mono text-[12px] text-muted"
          >
            /
          </kbd>
        )}
      </div>
      <Choice<LabLevel>
        label="Level"
        any="Any level"
        value={filters.level}
        options={Object.entries(LEVELS) as [LabLevel, string][]}
        onChoose={(level) => change({ level })}
      />
      <Choice
        label="Topic"
        any="Any topic"
        value={filters.tag}
        options={topics.map((tag) => [tag, tag] as const)}
        onChoose={(tag) => change({ tag })}
      />
      <Choice<TimeFilter>
        label="Time"
        any="Any time"
        value={filters.time}
        options={Object.entries(TIMES) as [TimeFilter, string][]}
        onChoose={(time) => change({ time })}
      />
      {writeFilters(filters) !== "" && (
        <Button look="quiet" className="!min-h-9" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </Button>
      )}
    </search>
  );
}
