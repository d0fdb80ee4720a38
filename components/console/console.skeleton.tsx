/** The shape of the console while it loads: nothing moves when it comes. */
export function ConsoleSkeleton() {
  return (
    <div className="console needs-script" aria-hidden="true">
      <div className="desk">
        <div className="editor" />
        <div className="run-bar" />
      </div>
    </div>
  );
}
