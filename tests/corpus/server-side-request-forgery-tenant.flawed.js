// Asks a tenant of the platform whether it is healthy.
// Called by the status page every minute.
// Each tenant has a host of its own.

const TENANTS = ["north", "south", "west"];

async function health(tenant) {
  const response = await fetch(`https://${tenant}.tenants.example.com/health`, {
    headers: { accept: "application/json" },
  });
  if (!response.ok) {
    return { tenant, healthy: false };
  }
  const body = await response.json();
  return { tenant, healthy: body.status === "UP" };
}

export async function main(event, context) {
  const { request, response } = event.extensions;
  if (request.method !== "GET") {
    response.status(405);
    return;
  }
  const { tenant } = request.query;
  return health(tenant);
}
