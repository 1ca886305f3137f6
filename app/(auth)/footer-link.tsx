import Link from "next/link";

export function FooterLink(props: { href: string; children: React.ReactNode }) {
  return (
    <Link
      prefetch={false}
      {...props}
      className="font-medium text-accent underline-offset-4 hover:underline"
    />
  );
}
