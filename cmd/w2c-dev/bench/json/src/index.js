export default {
  async fetch(request) {
    const { items } = await request.json();
    const total = items.reduce((sum, item) => sum + item.price * item.count, 0);
    return Response.json({ total, items: items.map((item) => ({ ...item, sum: item.price * item.count })) });
  },
};
