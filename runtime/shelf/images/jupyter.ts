import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** The classic Notebook: Debian has no JupyterLab that runs by itself. Previews show it in a frame of another origin. */
export const jupyter: ShelfImage = {
  name: "jupyter/minimal-notebook",
  tags: ["latest"],
  dockerfile: `FROM python
${LABEL}
${install("jupyter-notebook python3-ipykernel tini")}
RUN useradd --uid 1000 --gid 100 --create-home --shell /bin/bash jovyan && install -d -o jovyan -g 100 /home/jovyan/work
COPY <<'END' /etc/jupyter/jupyter_notebook_config.py
c.NotebookApp.ip = "0.0.0.0"
c.NotebookApp.port = 8888
c.NotebookApp.open_browser = False
c.NotebookApp.quit_button = False
c.NotebookApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors *"}}
END
COPY --chown=1000:100 <<'END' /home/jovyan/.jupyter/custom/custom.js
// A window of its own would have none of the cookies that a frame has: notebooks open where they were clicked.
define(["base/js/namespace"], (Jupyter) => { Jupyter._target = "_self"; });
END
RUN chown -R 1000:100 /home/jovyan/.jupyter
COPY --chmod=755 <<'END' /usr/local/bin/start-notebook.sh
#!/bin/sh
exec jupyter notebook "$@"
END
USER jovyan
ENV HOME=/home/jovyan
WORKDIR /home/jovyan
EXPOSE 8888
ENTRYPOINT ["tini", "-g", "--"]
CMD ["start-notebook.sh"]
`,
};
