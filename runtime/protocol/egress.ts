import { z } from "zod";

/** What a sandbox reaches: nothing, packages and the image shelf, or the internet. */
export const Egress = z.enum(["none", "packages", "open"]);
export type Egress = z.infer<typeof Egress>;
