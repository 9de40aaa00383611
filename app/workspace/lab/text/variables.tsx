"use client";
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { z } from "zod";
import { Button } from "../../../ui/button.tsx";
import { useLabText } from "./text-actions.ts";

/** Asks for a variable of the lab: the text then speaks with its value. */
export function VariableInput({ name, prompt, value }: { name: string; prompt: string; value: string }) {
  const { actions, variables } = useLabText();
  const given = Object.hasOwn(variables, name) ? (variables[name] ?? value) : value;
  const [typed, setTyped] = useState(given);
  const [busy, setBusy] = useState(false);
  const id = useId();
  useEffect(() => setTyped(given), [given]);
  if (!actions) return <p>{prompt}</p>;
  const set = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await actions.setVariables({ [name]: typed });
    setBusy(false);
  };
  return (
    <form onSubmit={set} className="lab-form">
      <label htmlFor={id}>{prompt}</label>
      <input
        id={id}
        value={typed}
        maxLength={2_000}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" disabled={busy || typed === given}>
        Use it
      </Button>
    </form>
  );
}

const Values = z
  .string()
  .transform((text) => JSON.parse(text) as unknown)
  .pipe(z.record(z.string(), z.string()));

/** The variables that a button sets; null when it names none. */
export function readValues(text: string): Record<string, string> | null {
  try {
    const values = Values.parse(text);
    return Object.keys(values).length > 0 ? values : null;
  } catch {
    return null;
  }
}

/** Sets variables of the lab to what the author chose. */
export function VariableButton({ values, children }: { values: string; children?: ReactNode }) {
  const { actions, variables } = useLabText();
  const read = readValues(values);
  if (!actions || !read) return <span>{children}</span>;
  const set = Object.entries(read).every(([name, value]) => variables[name] === value);
  return (
    <Button
      aria-pressed={set}
      className={set ? "!border-accent" : ""}
      onClick={() => void actions.setVariables(read)}
    >
      {children}
    </Button>
  );
}
