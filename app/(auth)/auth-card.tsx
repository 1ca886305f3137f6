import { Card } from "@/components/ui/card";

interface AuthCardProps {
  title: string;
  /** One sentence: what this is for. */
  description?: React.ReactNode;
  children: React.ReactNode;
  /** Below the card: where else to go. */
  footer?: React.ReactNode;
}

export function AuthCard({ title, description, children, footer }: AuthCardProps) {
  return (
    <>
      <Card className="space-y-5 p-6">
        <div className="space-y-1">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description && <p className="text-sm text-pretty text-muted">{description}</p>}
        </div>
        {children}
      </Card>
      {footer && <p className="mt-4 text-center text-sm text-muted">{footer}</p>}
    </>
  );
}
