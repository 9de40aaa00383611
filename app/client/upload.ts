import { ApiFailure, answered, OFFLINE } from "./api-failure.ts";

export interface UploadOptions {
  signal: AbortSignal;
  /** Of 1, as the browser sends. */
  progress: (sent: number) => void;
}

/** PUTs bytes and tells how far it is, which fetch cannot. Rejects with ApiFailure; an abort is one too, with code `aborted`. */
export function upload(url: string, body: Blob, { signal, progress }: UploadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(answered(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiFailure(0, OFFLINE));
    request.onabort = () => reject(new ApiFailure(0, { ...OFFLINE, code: "aborted" }));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
