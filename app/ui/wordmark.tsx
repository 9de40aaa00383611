import Link from "next/link";

export function Wordmark() {
  return (
    <Link href="/" className="flex min-h-7 items-center gap-2 rounded-md font-semibold">
      {/* biome-ignore lint/performance/noImgElement: a small static drawing needs no image service */}
      <img src="/icon.svg" alt="" width={20} height={20} />
      Slipway
    </Link>
  );
}
