/** A kramdown attribute list, `{: .class #id name="value"}`. */
export interface AttributeList {
  classes: string[];
  attributes: Record<string, string>;
}

const one = /\.([\w.-]+)|#([\w-]+)|([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s}"']+))|([\w-]+)/g;

/** Reads what stands between `{:` and `}`. */
export function parseAttributeList(words: string): AttributeList {
  const list: AttributeList = { classes: [], attributes: {} };
  for (const [, name, id, key, double, single, bare, word] of words.matchAll(one)) {
    if (name !== undefined) list.classes.push(name);
    else if (id !== undefined) list.attributes.id = id;
    else if (key !== undefined) list.attributes[key] = double ?? single ?? bare ?? "";
    else if (word !== undefined) list.attributes[word] = "";
  }
  return list;
}

const lists = /^(?:\{:[^{}\n]{0,500}\})+/;

/** The attribute lists at the beginning of the text that follows a piece of a line; null when there are none. */
export function leadingAttributeLists(text: string): { list: AttributeList; length: number } | null {
  const written = lists.exec(text)?.[0];
  if (written === undefined) return null;
  return {
    list: parseAttributeList(written.replaceAll("{:", " ").replaceAll("}", " ")),
    length: written.length,
  };
}
