import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** R in Jupyter, and Shiny beside it: what Debian has of R in a browser. */
export const rNotebook: ShelfImage = {
  name: "jupyter/r-notebook",
  tags: ["latest"],
  needs: ["jupyter/minimal-notebook"],
  dockerfile: `FROM jupyter/minimal-notebook
${LABEL}
USER root
${install("r-base-core r-recommended r-cran-irkernel r-cran-ggplot2 r-cran-shiny")}
COPY <<'END' /usr/share/jupyter/kernels/ir/kernel.json
{
  "argv": ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"],
  "display_name": "R",
  "language": "R"
}
END
USER jovyan
EXPOSE 3838
`,
};
