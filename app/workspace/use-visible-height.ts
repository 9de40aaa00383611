import { useEffect } from "react";

/**
 * Keeps --visible-height at what an on-screen keyboard leaves of the page, for browsers where the keyboard lies over it;
 * unset otherwise, and while the page is zoomed by pinching.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const root = document.documentElement.style;
    const follow = () => {
      const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 1;
      if (covered) root.setProperty("--visible-height", `${Math.floor(viewport.height)}px`);
      else root.removeProperty("--visible-height");
      // The browser may have scrolled the page up to show the caret: everything fits now.
      if (covered) window.scrollTo(0, 0);
    };
    follow();
    viewport.addEventListener("resize", follow);
    return () => {
      viewport.removeEventListener("resize", follow);
      root.removeProperty("--visible-height");
    };
  }, []);
}
