import { LabImportView } from "../../../../runtime/protocol/index.ts";
import { ApiFailure, answered, OFFLINE } from "../../../client/api-failure.ts";
import { parseJson } from "../../../client/parse-json.ts";

/** Sends a file as a form and tells how far it is, which fetch cannot. Rejects with ApiFailure; an abort is one too, with code `aborted`. */
export function sendArchive(
  url: string,
  file: File,
  { signal, progress }: { signal: AbortSignal; progress: (sent: number) => void },
): Promise<LabImportView> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => progress(1);
    request.onload = () => {
      const view = LabImportView.safeParse(parseJson(request.responseText));
      if (request.status === 201 && view.success) resolve(view.data);
      else reject(answered(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiFailure(0, OFFLINE));
    request.onabort = () => reject(new ApiFailure(0, { ...OFFLINE, code: "aborted" }));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
