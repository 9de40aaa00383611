/** Text of an author, not yet rendered. */
export interface LabSource {
  markdown: string;
  /** Where it stands below the lab's root (`steps/01-hello.md`): images resolve from its folder, remarks name it. */
  file: string;
  /** Lines of the file before the text begins (its front matter), so that remarks count right. */
  lineOffset: number;
}
