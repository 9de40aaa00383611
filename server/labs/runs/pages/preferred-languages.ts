/** The languages of an Accept-Language header, the most wanted first; those with weight 0 are not wanted. */
export function preferredLanguages(header: string | undefined): string[] {
  return (header ?? "")
    .slice(0, 500)
    .split(",")
    .flatMap((part) => {
      const [tag = "", ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
      const quality = parameters.find((one) => one.startsWith("q="));
      const weight = quality === undefined ? 1 : Number(quality.slice(2));
      return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag) && weight > 0 ? [{ tag, weight }] : [];
    })
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
