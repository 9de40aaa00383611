import { fillPlaceholders } from "../../formats/killercoda/machine/placeholders.ts";
import type { LiveRun } from "../run-book.ts";
import type { AddressesOf } from "../session-addresses.ts";

/** An author's script, or a line of one, with what its dialect has filled: addresses and previews of the run's session. */
export type FillScript = (run: LiveRun, text: string) => string;

export const createFillScript =
  (addressesOf: AddressesOf): FillScript =>
  (run, text) =>
    run.lab.dialect === "killercoda" ? fillPlaceholders(text, addressesOf(run.record.sessionId)) : text;
