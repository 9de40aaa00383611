"use client";
import { Moon, Sun } from "lucide-react";
import { Button } from "./button.tsx";
import { toggleTheme, useTheme } from "./theme.ts";

export function ThemeToggle() {
  const dark = useTheme() === "dark";
  return (
    <Button
      look="quiet"
      aria-label={dark ? "Use the light theme" : "Use the dark theme"}
      onClick={toggleTheme}
    >
      {dark ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
    </Button>
  );
}
